"""The patients of a small practice."""

from pydantic import BaseModel


class Patient(BaseModel):
    number: int
    name: str
    born: int
    reason: str


PATIENTS: dict[int, Patient] = {
    patient.number: patient
    for patient in (
        Patient(number=1, name="Maria Lind", born=1958, reason="blood pressure"),
        Patient(number=2, name="Jonas Weber", born=1991, reason="yearly asthma review"),
    )
}


def briefing(patient: Patient) -> str:
    """One sentence for the doctor at the door."""
    return f"{patient.name}, born {patient.born}, comes for: {patient.reason}."
