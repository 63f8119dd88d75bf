import { Link } from "react-router";
import { PageTitle } from "./PageTitle.jsx";
import { Resource } from "./Resource.jsx";
import { useResource } from "./useResource.js";

export function PatientsPage() {
  const resource = useResource("/patients");
  return (
    <>
      <PageTitle>Patients</PageTitle>
      <Resource resource={resource} what="the patients">
        {({ patients }) => <PatientList patients={patients} />}
      </Resource>
    </>
  );
}

function PatientList({ patients }) {
  if (patients.length === 0) {
    return <p className="quiet">No patients today.</p>;
  }
  return (
    <ul className="cards">
      {patients.map((patient) => (
        <li key={patient.id} className="card">
          <h2>
            <Link to={`/patients/${encodeURIComponent(patient.id)}`}>{patient.name}</Link>
          </h2>
          <p className="quiet">
            {patient.age} years, {patient.sex}
          </p>
          <p>{patient.reasonForVisit}</p>
        </li>
      ))}
    </ul>
  );
}
