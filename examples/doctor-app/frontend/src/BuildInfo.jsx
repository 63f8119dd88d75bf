/** What this page was built from, when the build was told. */
export function BuildInfo({
  version = import.meta.env.VITE_APP_VERSION,
  commit = import.meta.env.VITE_APP_COMMIT,
}) {
  if (!version && !commit) {
    return null;
  }
  return (
    <span data-testid="build">
      {version && <>Version {version}</>}
      {version && commit && " · "}
      {commit && (
        <>
          Commit <code>{commit.slice(0, 12)}</code>
        </>
      )}
    </span>
  );
}
