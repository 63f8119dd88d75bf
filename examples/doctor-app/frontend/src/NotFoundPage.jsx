import { Link } from "react-router";
import { PageTitle } from "./PageTitle.jsx";

export function NotFoundPage() {
  return (
    <>
      <PageTitle>Page not found</PageTitle>
      <p>
        There is no such page. <Link to="/patients">See all patients</Link>
      </p>
    </>
  );
}
