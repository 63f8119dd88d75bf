/** A page's heading, which is also the browser tab's title. */
export function PageTitle({ children }) {
  return (
    <>
      <title>{`${children} – AI Doctor Assistant`}</title>
      <h1>{children}</h1>
    </>
  );
}
