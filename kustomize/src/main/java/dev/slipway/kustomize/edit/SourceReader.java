package dev.slipway.kustomize.edit;

import dev.slipway.kustomize.edit.SourceNode.Field;
import dev.slipway.kustomize.edit.SourceNode.Fields;
import dev.slipway.kustomize.edit.SourceNode.Items;
import dev.slipway.kustomize.edit.SourceNode.Leaf;
import dev.slipway.kustomize.edit.SourceNode.Writing;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Finds where the values of a YAML text stand. The text has been read before: it has no mistakes.
 */
final class SourceReader {
  private final String text;
  private final Iterator<Event> events;

  private SourceReader(String text) {
    this.text = text;
    this.events = new Parse(LoadSettings.builder().build()).parseString(text).iterator();
  }

  /** The first document's map; nothing when it is no map. */
  static Optional<Fields> read(String text) {
    var reader = new SourceReader(text);
    while (reader.events.hasNext()) {
      Event event = reader.events.next();
      if (event.getEventId() == Event.ID.DocumentStart) {
        return reader.node(reader.events.next()) instanceof Fields fields
            ? Optional.of(fields)
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  private SourceNode node(Event event) {
    if (event instanceof MappingStartEvent map) {
      return map(map);
    }
    if (event instanceof SequenceStartEvent list) {
      return list(list);
    }
    boolean block =
        event instanceof ScalarEvent scalar && (scalar.isLiteral() || scalar.isFolded());
    Writing token = event instanceof ScalarEvent ? Writing.TOKEN : Writing.ALIAS;
    return new Leaf(start(event), end(event), block ? Writing.BLOCK : token);
  }

  private Fields map(MappingStartEvent map) {
    var fields = new ArrayList<Field>();
    Event next = events.next();
    for (; next.getEventId() != Event.ID.MappingEnd; next = events.next()) {
      String name = next instanceof ScalarEvent scalar ? scalar.getValue() : "";
      SourceNode key = node(next);
      fields.add(new Field(name, key, node(events.next())));
    }
    // An anchor or tag before a map in block style is not part of the map's own lines.
    int start = map.isFlow() || fields.isEmpty() ? start(map) : fields.getFirst().key().start();
    return new Fields(start, end(next), map.isFlow(), fields);
  }

  private Items list(SequenceStartEvent list) {
    var items = new ArrayList<SourceNode>();
    Event next = events.next();
    for (; next.getEventId() != Event.ID.SequenceEnd; next = events.next()) {
      items.add(node(next));
    }
    return new Items(start(list), end(next), list.isFlow(), items);
  }

  private int start(Event event) {
    return event.getStartMark().map(this::offset).orElse(0);
  }

  private int end(Event event) {
    return event.getEndMark().map(this::offset).orElse(0);
  }

  /** Marks count code points. */
  private int offset(Mark mark) {
    return text.offsetByCodePoints(0, mark.getIndex());
  }
}
