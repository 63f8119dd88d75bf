package com.example.doctor;

import java.util.Map;

/** What goes back to the client: a status and a JSON document. */
record Reply(int status, String contentType, String body, Map<String, String> headers) {

  /** A failure as RFC 9457 describes it. */
  private record Problem(String type, String title, int status, String detail) {}

  static Reply ok(Object value) {
    return of(200, value);
  }

  static Reply of(int status, Object value) {
    return new Reply(status, "application/json; charset=utf-8", Json.write(value), Map.of());
  }

  static Reply problem(int status, String title, String detail) {
    return new Reply(
        status,
        "application/problem+json; charset=utf-8",
        Json.write(new Problem("about:blank", title, status, detail)),
        Map.of());
  }

  static Reply methodNotAllowed(String method) {
    Reply problem =
        problem(405, "Method Not Allowed", method + " is not possible here; use GET or HEAD");
    return new Reply(
        problem.status, problem.contentType, problem.body, Map.of("Allow", "GET, HEAD"));
  }
}
