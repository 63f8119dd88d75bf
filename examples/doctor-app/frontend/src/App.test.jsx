import { fireEvent, render, screen, within } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { App } from "./App.jsx";
import { backendWith, problem } from "./test-backend.js";

const PATIENTS = {
  patients: [
    { id: "p-1", name: "Ada Example", age: 36, sex: "female", reasonForVisit: "a certificate" },
    { id: "p-2", name: "Ben Example", age: 51, sex: "male", reasonForVisit: "a cough" },
  ],
};
const PATIENT = {
  id: "p-1",
  name: "Ada Example",
  birthDate: "1990-11-24",
  sex: "FEMALE",
  reasonForVisit: "a certificate",
};
const BRIEFING = {
  patientId: "p-1",
  date: "2026-11-23",
  source: { kind: "record", reason: "no language model is configured" },
  summary: "Ada Example, 35 years.",
  alerts: [
    { severity: "high", text: "bleeding risk" },
    { severity: "medium", text: "review a dose" },
  ],
  sections: [{ title: "Medication", items: ["Apixaban, 5 mg"] }],
};

// jsdom has no layout to scroll.
beforeEach(() => vi.stubGlobal("scrollTo", vi.fn()));

function open(path) {
  render(
    <MemoryRouter initialEntries={[path]}>
      <App />
    </MemoryRouter>,
  );
}

describe("the patients page", () => {
  it.each(["/", "/patients"])("lists every patient at %s", async (path) => {
    backendWith({ "/api/patients": PATIENTS });
    open(path);
    const link = await screen.findByRole("link", { name: "Ada Example" });
    expect(link).toHaveAttribute("href", "/patients/p-1");
    expect(screen.getByText("51 years, male")).toBeInTheDocument();
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Patients");
    expect(document.title).toBe("Patients – AI Doctor Assistant");
  });

  it("announces that it is loading", () => {
    backendWith({ "/api/patients": PATIENTS });
    open("/");
    expect(screen.getByRole("status")).toHaveTextContent("Loading the patients…");
  });

  it("says when there is nobody", async () => {
    backendWith({ "/api/patients": { patients: [] } });
    open("/");
    expect(await screen.findByText("No patients today.")).toBeInTheDocument();
  });

  it("tells a failure and loads again on request", async () => {
    const requests = backendWith({ "/api/patients": [new TypeError("refused"), PATIENTS] });
    open("/");
    expect(await screen.findByRole("alert")).toHaveTextContent("The service cannot be reached.");
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("link", { name: "Ben Example" })).toBeInTheDocument();
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
    expect(requests).toEqual(["/api/patients", "/api/patients"]);
  });

  it("leads to a patient", async () => {
    backendWith({
      "/api/patients": PATIENTS,
      "/api/patients/p-1": PATIENT,
      "/api/patients/p-1/briefing": BRIEFING,
    });
    open("/");
    fireEvent.click(await screen.findByRole("link", { name: "Ada Example" }));
    expect(await screen.findByText("Ada Example, 35 years.")).toBeInTheDocument();
  });

  it("moves the focus to the content of the page a link leads to", async () => {
    backendWith({ "/api/patients": PATIENTS });
    open("/");
    expect(document.body).toHaveFocus();
    fireEvent.click(await screen.findByRole("link", { name: "Ada Example" }));
    expect(screen.getByRole("main")).toHaveFocus();
    expect(window.scrollTo).toHaveBeenCalledWith(0, 0);
  });
});

describe("a patient's page", () => {
  it("shows the briefing with its alerts and its source", async () => {
    backendWith({ "/api/patients/p-1": PATIENT, "/api/patients/p-1/briefing": BRIEFING });
    open("/patients/p-1");
    const alerts = within(await screen.findByRole("region", { name: "Safety alerts" }));
    expect(alerts.getAllByRole("listitem").map((item) => item.textContent)).toEqual([
      "Warning: bleeding risk",
      "Note: review a dose",
    ]);
    expect(screen.getByText("Apixaban, 5 mg")).toBeInTheDocument();
    expect(screen.getByTestId("source")).toHaveTextContent(
      "Summary composed from the record: no language model is configured.",
    );
    expect(document.title).toBe("Ada Example – AI Doctor Assistant");
  });

  it("names the model that wrote the summary", async () => {
    const source = { kind: "model", reason: "configured", model: "a-model" };
    backendWith({
      "/api/patients/p-1": PATIENT,
      "/api/patients/p-1/briefing": { ...BRIEFING, source },
    });
    open("/patients/p-1");
    expect(await screen.findByTestId("source")).toHaveTextContent("Summary written by a-model");
  });

  it("says in the backend's words that there is no such patient, without a retry", async () => {
    backendWith({ "/api/patients/x%20y": problem(404, 'there is no patient with the id "x y"') });
    open("/patients/x%20y");
    expect(await screen.findByRole("alert")).toHaveTextContent(
      'Could not load the patient: there is no patient with the id "x y"',
    );
    expect(screen.queryByRole("button")).not.toBeInTheDocument();
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Patient");
  });

  it("keeps the patient when only the briefing fails", async () => {
    backendWith({
      "/api/patients/p-1": PATIENT,
      "/api/patients/p-1/briefing": new Response("<html>", { status: 502 }),
    });
    open("/patients/p-1");
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "Could not load the briefing: The service answered with status 502.",
    );
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Ada Example");
  });

  it("does not take another page's HTML for data", async () => {
    backendWith({ "/api/patients/p-1": new Response("<!doctype html>") });
    open("/patients/p-1");
    expect(await screen.findByRole("alert")).toHaveTextContent("answer is not understood");
  });
});

it("says so when there is no such page", () => {
  backendWith({});
  open("/nowhere");
  expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Page not found");
});
