package com.example.doctor;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** One JSON object a line; the field names are those Cloud Logging reads severity and time from. */
final class Log {
  private final PrintStream out;
  private final Clock clock;

  Log(PrintStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
  }

  void info(String message, Object... fields) {
    line("INFO", message, fields);
  }

  void warning(String message, Object... fields) {
    line("WARNING", message, fields);
  }

  void error(String message, Throwable cause, Object... fields) {
    Object[] all = Arrays.copyOf(fields, fields.length + 2);
    all[fields.length] = "exception";
    all[fields.length + 1] = stackTrace(cause);
    line("ERROR", message, all);
  }

  private void line(String severity, String message, Object... fields) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("time", clock.instant().toString());
    entry.put("severity", severity);
    entry.put("message", message);
    for (int i = 0; i + 1 < fields.length; i += 2) {
      entry.put((String) fields[i], fields[i + 1]);
    }
    out.println(Json.write(entry));
  }

  private static String stackTrace(Throwable cause) {
    StringWriter text = new StringWriter();
    cause.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
