import { Link, Route, Routes } from "react-router";
import { BuildInfo } from "./BuildInfo.jsx";
import { NotFoundPage } from "./NotFoundPage.jsx";
import { PatientPage } from "./PatientPage.jsx";
import { PatientsPage } from "./PatientsPage.jsx";

export function App() {
  return (
    <>
      <a className="skip" href="#content">
        Skip to content
      </a>
      <header className="bar">
        <Link className="brand" to="/">
          <img src="/favicon.svg" alt="" width="28" height="28" />
          AI Doctor Assistant
        </Link>
      </header>
      <main id="content" tabIndex={-1}>
        <Routes>
          <Route path="/" element={<PatientsPage />} />
          <Route path="/patients" element={<PatientsPage />} />
          <Route path="/patients/:id" element={<PatientPage />} />
          <Route path="*" element={<NotFoundPage />} />
        </Routes>
      </main>
      <footer className="bar">
        <span>All patients are fictional.</span>
        <BuildInfo />
      </footer>
    </>
  );
}
