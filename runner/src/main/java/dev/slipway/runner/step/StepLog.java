package dev.slipway.runner.step;

import dev.slipway.runner.LineListener;
import dev.slipway.runner.command.Annotation;
import dev.slipway.runner.command.SecretMasker;
import dev.slipway.runner.log.JobLog;
import dev.slipway.runner.log.LogEntry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** The log of one step: everything goes through the masker first. */
final class StepLog implements LineListener {
  private final JobLog log;
  private final SecretMasker masker;
  private final int step;

  StepLog(JobLog log, SecretMasker masker, int step) {
    this.log = log;
    this.masker = masker;
    this.step = step;
  }

  @Override
  public void line(String text) {
    add(LogEntry.Kind.LINE, text);
  }

  void add(LogEntry.Kind kind, String text) {
    log.add(step, kind, masker.mask(text));
  }

  void annotate(Annotation annotation) {
    Annotation masked = annotation.masked(masker);
    var properties = new LinkedHashMap<String, String>();
    put(properties, "title", masked.title());
    put(properties, "file", masked.file());
    put(properties, "line", masked.span().line());
    put(properties, "endLine", masked.span().endLine());
    put(properties, "col", masked.span().column());
    put(properties, "endColumn", masked.span().endColumn());
    put(properties, "code", masked.code());
    LogEntry.Kind kind =
        switch (masked.level()) {
          case NOTICE -> LogEntry.Kind.NOTICE;
          case WARNING -> LogEntry.Kind.WARNING;
          case ERROR -> LogEntry.Kind.ERROR;
        };
    log.add(step, kind, masked.message(), properties);
  }

  private static void put(Map<String, String> properties, String name, String value) {
    if (!value.isEmpty()) {
      properties.put(name, value);
    }
  }

  private static void put(Map<String, String> properties, String name, OptionalInt value) {
    value.ifPresent(number -> properties.put(name, Integer.toString(number)));
  }

  void error(String message) {
    add(LogEntry.Kind.ERROR, message);
  }
}
