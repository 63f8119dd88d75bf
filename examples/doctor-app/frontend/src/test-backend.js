import { vi } from "vitest";

/** Answers fetch() from a table of path to document, Response or Error; anything else is a 404 problem. */
export function backendWith(answers) {
  const requests = [];
  vi.stubGlobal("fetch", async (path, { signal } = {}) => {
    requests.push(path);
    const given = answers[path];
    const answer = Array.isArray(given) ? given.shift() : given;
    await Promise.resolve();
    signal?.throwIfAborted();
    if (answer instanceof Error) {
      throw answer;
    }
    if (answer instanceof Response) {
      return answer;
    }
    return answer === undefined
      ? problem(404, `there is nothing at ${path}`)
      : Response.json(answer);
  });
  return requests;
}

export function problem(status, detail) {
  return new Response(JSON.stringify({ title: "Problem", status, detail }), {
    status,
    headers: { "Content-Type": "application/problem+json; charset=utf-8" },
  });
}
