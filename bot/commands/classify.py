"""`sincerely classify`: one comment read, as the JSON of the reasons contract."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from bot.commands.draft import LONGEST, complaint
from feedback.errors import Unusable
from feedback.reasons import Classifier


class Comment(BaseModel):
    id: str | int | None = None
    text: Annotated[str, Field(max_length=LONGEST)]
    score: Annotated[int, Field(ge=0, le=10)] | None = None


def classify_line(data: Mapping[str, Any], classifier: Classifier) -> dict[str, Any]:
    """{"id", "labels", "overall", "evidence"}; raises `Unusable` naming the field."""
    try:
        comment = Comment.model_validate(data)
    except ValidationError as error:
        raise Unusable(complaint(error)) from error
    read = classifier.classify(comment.text, comment.score)
    return {
        "id": comment.id,
        "labels": [factor.value for factor in read.factors],
        "overall": read.tone,
        "evidence": {factor.value: list(words) for factor, words in read.evidence.items()},
    }
