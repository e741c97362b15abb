"""Files that come with a request; how many bytes are read at all, its surroundings limit."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from service.dependencies import InSettings
from service.errors import Refusal, ServiceRefusalError
from service.i18n import N_
from service.usecases.files import Upload
from service.usecases.order_imports import MOST_FILES


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form brought: its files in order, and its other fields."""

    files: tuple[Upload, ...]
    fields: dict[str, str] = field(default_factory=dict)

    def one(self) -> Upload:
        """Its only file.

        Raises:
            ServiceRefusalError: none, or several.
        """
        if len(self.files) != 1:
            raise ServiceRefusalError(
                Refusal.WRONG_DATA, N_("Envoyez un fichier, dans le champ « file ».")
            )
        return self.files[0]


async def get_sent(request: Request, settings: InSettings) -> Sent:
    """The files of a form (``multipart/form-data``), together no larger than one file may be.

    Raises:
        ServiceRefusalError: ``too_large``; ``wrong_data`` for what is no form.
    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise _no_form()
    files, fields, size = [], {}, 0
    try:
        form = await request.form(max_files=MOST_FILES, max_fields=20)
    except HTTPException as wrong:
        if wrong.status_code == HTTPStatus.BAD_REQUEST:
            raise _no_form() from wrong
        raise
    try:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                content = await value.read()
                size += len(content)
                files.append(Upload(name=value.filename or "", content=content))
            else:
                fields[name] = str(value)
    finally:
        await form.close()
    if size > settings.upload_bytes:
        raise _too_large(settings.upload_bytes)
    return Sent(tuple(files), fields)


InSent = Annotated[Sent, Depends(get_sent)]


def form_body(**more: dict[str, Any]) -> dict[str, Any]:
    """How the OpenAPI description says such a form, with fields of its own."""
    binary = {"type": "string", "format": "binary"}
    return {
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file"],
                        "properties": {"file": {"type": "array", "items": binary}, **more},
                    }
                }
            },
        }
    }


TOO_LARGE: Final[dict[int | str, dict[str, Any]]] = {
    413: {"description": "The file is larger than this service takes"}
}


def _no_form() -> ServiceRefusalError:
    return ServiceRefusalError(
        Refusal.WRONG_DATA,
        N_("Envoyez le fichier comme un formulaire (multipart/form-data), champ « file »."),
    )


def _too_large(most: int) -> ServiceRefusalError:
    return ServiceRefusalError(
        Refusal.TOO_LARGE,
        N_("Ce fichier est trop grand : au plus {size} Mo. Découpez-le, ou retirez ses images."),
        size=max(1, most // 1_000_000),
    )
