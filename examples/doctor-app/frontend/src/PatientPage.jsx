import { Link, useParams } from "react-router";
import { Briefing } from "./Briefing.jsx";
import { PageTitle } from "./PageTitle.jsx";
import { Resource } from "./Resource.jsx";
import { useResource } from "./useResource.js";

export function PatientPage() {
  const { id } = useParams();
  const path = `/patients/${encodeURIComponent(id)}`;
  const patient = useResource(path);
  const briefing = useResource(`${path}/briefing`);
  return (
    <>
      <p>
        <Link to="/patients">← All patients</Link>
      </p>
      <PageTitle>{patient.state === "loaded" ? patient.data.name : "Patient"}</PageTitle>
      <Resource resource={patient} what="the patient">
        {(data) => (
          <>
            <p className="quiet">
              Born {data.birthDate}, {data.sex.toLowerCase()} · {data.reasonForVisit}
            </p>
            <Resource resource={briefing} what="the briefing">
              {(document) => <Briefing briefing={document} />}
            </Resource>
          </>
        )}
      </Resource>
    </>
  );
}
