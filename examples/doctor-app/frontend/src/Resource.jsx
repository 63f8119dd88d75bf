/** Shows a resource's state until it is loaded, then its children with the data. */
export function Resource({ resource, what, children }) {
  if (resource.state === "loading") {
    return (
      <p role="status" className="quiet">
        Loading {what}…
      </p>
    );
  }
  if (resource.state === "failed") {
    return (
      <div role="alert" className="card failed">
        <p>
          Could not load {what}: {resource.error.message}
        </p>
        {resource.error.status !== 404 && (
          <button type="button" onClick={resource.reload}>
            Try again
          </button>
        )}
      </div>
    );
  }
  return children(resource.data);
}
