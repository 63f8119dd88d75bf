import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { BuildInfo } from "./BuildInfo.jsx";

it.each([
  ["1.2.3", "0123456789abcdef0123456789abcdef01234567", "Version 1.2.3 · Commit 0123456789ab"],
  ["1.2.3", undefined, "Version 1.2.3"],
  ["", "0123456", "Commit 0123456"],
])("shows version %s and commit %s", (version, commit, text) => {
  render(<BuildInfo version={version} commit={commit} />);
  expect(screen.getByTestId("build")).toHaveTextContent(text);
});

it("shows nothing when the build was told nothing", () => {
  render(<BuildInfo version="" commit={undefined} />);
  expect(screen.queryByTestId("build")).not.toBeInTheDocument();
});
