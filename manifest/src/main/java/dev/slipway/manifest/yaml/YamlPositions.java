package dev.slipway.manifest.yaml;

import dev.slipway.base.InputException.Position;
import dev.slipway.base.YamlEvents;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;

/** Finds where the values of a document stand by reading its text again. */
final class YamlPositions {
  private final YamlEvents events;
  private final Marks marks;

  private YamlPositions(YamlEvents events, Marks marks) {
    this.events = events;
    this.marks = marks;
  }

  static Marks.Recorder of(YamlDocument document) {
    var recorder = new Marks.Recorder();
    if (SimpleYaml.mark(document, recorder)) {
      return recorder;
    }
    var general = new Marks.Recorder();
    var events = new YamlEvents(document.text(), document.file());
    for (int index = -1; index < document.index(); ) {
      if (events.next() instanceof DocumentStartEvent) {
        index++;
      }
    }
    new YamlPositions(events, general).value(events.next());
    return general;
  }

  private void value(Event event) {
    Position at = events.position(event);
    marks.begin(at.line(), at.column());
    if (event instanceof MappingStartEvent) {
      map();
    } else if (event instanceof SequenceStartEvent) {
      list();
    }
  }

  private void map() {
    for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
      Position at = events.position(key);
      marks.enter(key instanceof ScalarEvent text ? text.getValue() : "", at.line(), at.column());
      value(events.next());
      marks.leave();
    }
  }

  private void list() {
    int index = 0;
    for (Event item = events.next();
        item.getEventId() != Event.ID.SequenceEnd;
        item = events.next()) {
      Position at = events.position(item);
      marks.enter(String.valueOf(index++), at.line(), at.column());
      value(item);
      marks.leave();
    }
  }
}
