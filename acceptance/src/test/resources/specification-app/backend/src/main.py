"""Patients and a briefing about them."""

from fastapi import FastAPI, HTTPException

from src.patients import PATIENTS, Patient, briefing

app = FastAPI(title="Doctor Assistant")


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/api/patients")
def patients() -> list[Patient]:
    return list(PATIENTS.values())


@app.get("/api/patients/{number}/briefing")
def patient_briefing(number: int) -> dict[str, str]:
    patient = PATIENTS.get(number)
    if patient is None:
        raise HTTPException(status_code=404, detail=f"there is no patient {number}")
    return {"briefing": briefing(patient)}
