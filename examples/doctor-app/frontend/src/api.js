/** A request the backend refused or that never reached it; the message is fit for the reader. */
export class ApiError extends Error {
  constructor(message, status) {
    super(message);
    this.name = "ApiError";
    this.status = status;
  }
}

/** Fetches a JSON document below /api. Failures are told in the backend's own words where it has any. */
export async function fetchJson(path, signal) {
  const response = await reach(path, signal);
  if (!response.ok) {
    throw new ApiError(await problemOf(response), response.status);
  }
  try {
    return await response.json();
  } catch (error) {
    if (error.name === "AbortError") {
      throw error;
    }
    throw new ApiError("The service's answer is not understood.", response.status);
  }
}

async function reach(path, signal) {
  try {
    return await fetch(`/api${path}`, { signal, headers: { Accept: "application/json" } });
  } catch (error) {
    if (error.name === "AbortError") {
      throw error;
    }
    throw new ApiError("The service cannot be reached.", 0);
  }
}

async function problemOf(response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (type.startsWith("application/problem+json")) {
    const { detail, title } = await response.json();
    return detail ?? title;
  }
  return `The service answered with status ${response.status}.`;
}
