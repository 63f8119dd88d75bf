from fastapi.testclient import TestClient

from src.main import app

client = TestClient(app)


def test_is_healthy():
    assert client.get("/health").json() == {"status": "ok"}


def test_lists_patients():
    names = [patient["name"] for patient in client.get("/api/patients").json()]
    assert names == ["Maria Lind", "Jonas Weber"]


def test_briefs_about_a_patient():
    answer = client.get("/api/patients/2/briefing").json()
    assert answer == {"briefing": "Jonas Weber, born 1991, comes for: yearly asthma review."}


def test_knows_no_other_patient():
    assert client.get("/api/patients/9/briefing").status_code == 404
