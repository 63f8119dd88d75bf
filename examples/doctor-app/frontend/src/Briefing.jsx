/** What to know before seeing the patient; says who wrote the summary, and why. */
export function Briefing({ briefing }) {
  return (
    <article aria-labelledby="briefing">
      <h2 id="briefing">Briefing for {briefing.date}</h2>
      <Alerts alerts={briefing.alerts} />
      <p className="summary">{briefing.summary}</p>
      <Source source={briefing.source} />
      <div className="cards">
        {briefing.sections.map((section) => (
          <section key={section.title} className="card">
            <h3>{section.title}</h3>
            <ul>
              {section.items.map((item) => (
                <li key={item}>{item}</li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </article>
  );
}

function Alerts({ alerts }) {
  if (alerts.length === 0) {
    return null;
  }
  return (
    <section aria-label="Safety alerts">
      <ul className="alerts">
        {alerts.map((alert) => (
          <li key={alert.text} className={`alert ${alert.severity}`}>
            <strong>{alert.severity === "high" ? "Warning" : "Note"}:</strong> {alert.text}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Source({ source }) {
  return (
    <p className="quiet" data-testid="source">
      {source.kind === "model"
        ? `Summary written by ${source.model}; check it against the record below.`
        : `Summary composed from the record: ${source.reason}.`}
    </p>
  );
}
