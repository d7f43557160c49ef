from explainers.models.explainer import ExplainerPage, ExplainerTopic
from explainers.models.index import ExplainerIndexPage
from explainers.models.media import CaptionedMedia
from explainers.models.review import SecondPersonTask

__all__ = ["CaptionedMedia", "ExplainerIndexPage", "ExplainerPage", "ExplainerTopic", "SecondPersonTask"]
