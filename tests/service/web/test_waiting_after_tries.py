"""Too many wrong passwords: pages and API say in the same way how long to wait."""

from __future__ import annotations

from fastapi.testclient import TestClient

from tests.service.living import Life
from tests.service.running import app_over

WRONG = "pas-le-bon-mot-de-passe"


def test_pages_and_api_say_how_long_to_wait(life: Life) -> None:
    settings = life.running.settings
    with TestClient(app_over(settings, life.running.database)) as client:
        form = {"email": "buyer@example.org", "password": WRONG}
        for _ in range(settings.login_tries):
            tried = client.post("/connexion", data=form)
            assert tried.status_code == 422
            assert "Retry-After" not in tried.headers
        page = client.post("/connexion", data=form)
        api = client.post("/api/v1/session", json=form)
    assert (page.status_code, api.status_code) == (429, 429)
    assert page.headers["Retry-After"] == api.headers["Retry-After"]
    assert int(page.headers["Retry-After"]) == 60 * settings.login_minutes
    assert f"attendez {settings.login_minutes} minutes" in page.text
    assert 'value="buyer@example.org"' in page.text
