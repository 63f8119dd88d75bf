package dev.slipway.manifest.yaml;

import dev.slipway.base.InputException.Position;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import tools.jackson.core.JsonPointer;

/** Finds where a value stands by walking the events again. */
final class YamlPositions {
  private final YamlEvents events;
  private Position found;

  private YamlPositions(YamlDocument document) {
    this.events = new YamlEvents(document.text(), document.file());
    this.found = document.position();
  }

  static Position find(YamlDocument document, JsonPointer pointer) {
    var search = new YamlPositions(document);
    int index = -1;
    while (index < document.index()) {
      if (search.events.next() instanceof DocumentStartEvent) {
        index++;
      }
    }
    search.descend(search.events.next(), pointer);
    return search.found;
  }

  private void descend(Event event, JsonPointer pointer) {
    found = events.position(event);
    if (pointer.matches()) {
      return;
    }
    if (event instanceof MappingStartEvent) {
      descendMapping(pointer);
    } else if (event instanceof SequenceStartEvent) {
      descendSequence(pointer);
    }
  }

  private void descendMapping(JsonPointer pointer) {
    for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
      boolean wanted =
          key instanceof ScalarEvent scalar
              && scalar.getValue().equals(pointer.getMatchingProperty());
      if (wanted) {
        Event value = events.next();
        descend(value, pointer.tail());
        if (pointer.tail().matches()) {
          found = events.position(key);
        }
        return;
      }
      skip(key);
      skip(events.next());
    }
  }

  private void descendSequence(JsonPointer pointer) {
    int index = 0;
    for (Event item = events.next();
        item.getEventId() != Event.ID.SequenceEnd;
        item = events.next()) {
      if (index++ == pointer.getMatchingIndex()) {
        descend(item, pointer.tail());
        return;
      }
      skip(item);
    }
  }

  private void skip(Event event) {
    if (event instanceof AliasEvent || event instanceof ScalarEvent) {
      return;
    }
    int depth = 1;
    while (depth > 0) {
      switch (events.next().getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        case Alias, Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> {}
      }
    }
  }
}
