from datetime import datetime
from typing import Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import RefusalCode


class React(BaseModel):
    give_reaction: Union["ReactGiveReactionLetter", "ReactGiveReactionRefusal"] = Field(
        alias="giveReaction", discriminator="typename__"
    )


class ReactGiveReactionLetter(BaseModel):
    typename__: Literal["Letter"] = Field(alias="__typename")
    reacted_at: Optional[datetime] = Field(alias="reactedAt")


class ReactGiveReactionRefusal(BaseModel):
    typename__: Literal["Refusal"] = Field(alias="__typename")
    code: RefusalCode
    message: str


React.model_rebuild()
