package dev.slipway.cli.demo;

import dev.slipway.base.Json;
import dev.slipway.cli.command.Console;
import tools.jackson.databind.node.ObjectNode;

/** One JSON value a line for each thing that happens: for programs. */
final class JsonAudience implements Audience {
  private final Console console;

  JsonAudience(Console console) {
    this.console = console;
  }

  @Override
  public synchronized void hear(StoryEvent event) {
    console.print(Json.text(value(event)));
    console.out().flush();
  }

  private static ObjectNode value(StoryEvent event) {
    var node = Json.MAPPER.createObjectNode();
    switch (event) {
      case StoryEvent.Chapter chapter ->
          node.put("event", "chapter")
              .put("number", chapter.number())
              .put("title", chapter.title());
      case StoryEvent.Begun begun -> node.put("event", "begun").put("step", begun.step());
      case StoryEvent.Busy busy ->
          node.put("event", "busy").put("step", busy.step()).put("with", busy.with());
      case StoryEvent.Done done ->
          node.put("event", "done")
              .put("step", done.step())
              .put("outcome", done.outcome())
              .put("seconds", done.took().toMillis() / 1000.0);
      case StoryEvent.Failed failed ->
          node.put("event", "failed")
              .put("step", failed.step())
              .put("reason", failed.reason())
              .put("seconds", failed.took().toMillis() / 1000.0);
      case StoryEvent.Told told -> node.put("event", "told").put("line", told.line());
      case StoryEvent.Measured measured ->
          node.put("event", "measured")
              .put("key", measured.key())
              .put("what", measured.what())
              .put("value", measured.value())
              .put("unit", measured.unit());
      case StoryEvent.Ended ended -> {
        node.put("event", "ended").put("seconds", ended.took().toMillis() / 1000.0);
        var next = node.putArray("next");
        ended.next().forEach(next::add);
      }
    }
    return node;
  }
}
