from django.urls import path

from courses.views import assignments, catalogue, lesson, quiz

app_name = "courses"
urlpatterns = [
    path("", catalogue.course_list, name="catalogue"),
    path("affectations/", assignments.assignments, name="assignments"),
    path("affectations/<int:pk>/retirer/", assignments.withdraw_assignment, name="withdraw_assignment"),
    path("tentatives/<int:pk>/", quiz.attempt_page, name="attempt"),
    path("tentatives/<int:pk>/reponses/", quiz.save_answers, name="save_answers"),
    path("tentatives/<int:pk>/terminer/", quiz.submit_attempt, name="submit_attempt"),
    path("<slug:slug>/", catalogue.course_page, name="course"),
    path("<slug:slug>/commencer/", catalogue.start_course, name="start"),
    path("<slug:slug>/recommencer/", catalogue.begin_again, name="begin_again"),
    path("<slug:slug>/lecons/<int:number>/", lesson.lesson_page, name="lesson"),
    path("<slug:slug>/lecons/<int:number>/position/", lesson.reach_block, name="reach"),
    path("<slug:slug>/lecons/<int:number>/verifier/", lesson.answer_check, name="check"),
    path("<slug:slug>/lecons/<int:number>/terminer/", lesson.finish_lesson, name="finish_lesson"),
    path("<slug:slug>/controle/", quiz.quiz, name="quiz"),
]
