from explainers.models.explainer import ExplainerPage, ExplainerTopic
from explainers.models.index import ExplainerIndexPage
from explainers.models.review import SecondPersonTask

__all__ = ["ExplainerIndexPage", "ExplainerPage", "ExplainerTopic", "SecondPersonTask"]
