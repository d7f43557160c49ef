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
    path("<str:slug>/", catalogue.course_page, name="course"),
    path("<str:slug>/commencer/", catalogue.start_course, name="start"),
    path("<str:slug>/lecons/<int:number>/", lesson.lesson_page, name="lesson"),
    path("<str:slug>/lecons/<int:number>/position/", lesson.reach_block, name="reach"),
    path("<str:slug>/lecons/<int:number>/verifier/", lesson.answer_check, name="check"),
    path("<str:slug>/lecons/<int:number>/terminer/", lesson.finish_lesson, name="finish_lesson"),
    path("<str:slug>/controle/", quiz.quiz, name="quiz"),
]
