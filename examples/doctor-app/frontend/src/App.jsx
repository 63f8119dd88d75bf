import { useEffect, useRef } from "react";
import { Link, Route, Routes, useLocation } from "react-router";
import { BuildInfo } from "./BuildInfo.jsx";
import { NotFoundPage } from "./NotFoundPage.jsx";
import { PatientPage } from "./PatientPage.jsx";
import { PatientsPage } from "./PatientsPage.jsx";

export function App() {
  const content = useFocusOnNavigation();
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
      <main id="content" ref={content} tabIndex={-1}>
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

/** Following a link loads no new page, so the focus is moved as the browser would have done. */
function useFocusOnNavigation() {
  const content = useRef(null);
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current !== pathname) {
      shown.current = pathname;
      window.scrollTo(0, 0);
      content.current.focus({ preventScroll: true });
    }
  }, [pathname]);
  return content;
}
