package dev.slipway.manifest.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.manifest.GroupVersionKind;
import dev.slipway.manifest.types.Field.Place;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No field is accepted without somebody having decided what becomes of it. */
class FieldDecisionsTest {
  private static final Set<String> DECISIONS = Set.of("acted", "refused", "warned", "harmless");

  /** Structures that mean the same everywhere. */
  private static final Set<String> WHOLE =
      Set.of("LabelSelector", "LocalObjectReference", "ObjectMeta", "PodTemplateSpec");

  @Test
  void everyFieldHasOne() throws IOException {
    Map<String, String> decided = decisions();
    var undecided = new TreeSet<String>();
    var used = new HashSet<String>();
    for (String field : fields()) {
      String by = deciding(field, decided.keySet());
      if (by.isEmpty()) {
        undecided.add(field);
      }
      used.add(by);
    }
    assertThat(undecided).as("fields that field-decisions.txt says nothing of").isEmpty();
    assertThat(decided.keySet()).as("decisions on fields that there are not").isSubsetOf(used);
  }

  /**
   * A test of a room that acts says the name of the field. That finds a claim that nobody ever
   * tried; whether the test is a good one it cannot tell.
   */
  @Test
  void everyFieldThatIsActedOnIsNamedByATest() throws IOException {
    Set<String> named = wordsOfTests();
    var untried = new TreeSet<String>();
    decisions()
        .forEach((path, decision) -> {
          if (decision.equals("acted")
              && !named.contains(path.substring(path.lastIndexOf('.') + 1))) {
            untried.add(path);
          }
        });
    assertThat(untried).as("fields that act, as they say, and no test names").isEmpty();
  }

  private static Set<String> wordsOfTests() throws IOException {
    var words = new HashSet<String>();
    for (String room : List.of("kubernetes", "node")) {
      Path tests = Path.of("..", room, "src", "test", "java");
      assumeTrue(Files.isDirectory(tests), "the sources of " + room + " are not here");
      try (Stream<Path> files = Files.walk(tests)) {
        for (Path file : files.filter(FieldDecisionsTest::isOfBehaviour).toList()) {
          words.addAll(List.of(Files.readString(file).split("\\W+")));
        }
      }
    }
    return words;
  }

  /** A test that only stores every field tries none of them. */
  private static boolean isOfBehaviour(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(".java") && !name.equals("EveryFieldTest.java");
  }

  /** The longest decided path that contains a field; empty when none does. */
  private static String deciding(String field, Set<String> decided) {
    for (String at = field; !at.isEmpty(); at = at.substring(0, Math.max(0, at.lastIndexOf('.')))) {
      if (decided.contains(at)) {
        return at;
      }
    }
    return "";
  }

  /** Path to decision; a decision on a structure holds for all in it. */
  private static Map<String, String> decisions() throws IOException {
    var decisions = new HashMap<String, String>();
    try (InputStream in = FieldDecisionsTest.class.getResourceAsStream("field-decisions.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList()) {
        String[] words = line.split(" +", 3);
        assertThat(DECISIONS).as(line).contains(words[1]);
        assertThat(words[1].equals("acted") || words.length == 3)
            .as("a reason in \"%s\"", line)
            .isTrue();
        assertThat(decisions.put(words[0], words[1])).as(line).isNull();
      }
    }
    return decisions;
  }

  private static List<String> fields() {
    var all = new ArrayList<String>();
    for (String kind :
        List.of(
            "v1/Pod",
            "v1/Service",
            "apps/v1/Deployment",
            "batch/v1/Job",
            "networking.k8s.io/v1/Ingress",
            "networking.k8s.io/v1/IngressClass",
            "autoscaling/v2/HorizontalPodAutoscaler",
            "policy/v1/PodDisruptionBudget",
            "coordination.k8s.io/v1/Lease")) {
      int slash = kind.lastIndexOf('/');
      var found = GroupVersionKind.of(kind.substring(0, slash), kind.substring(slash + 1));
      MessageType type = KindTable.get().kind(found).orElseThrow();
      FieldType spec = type.field("spec").orElseThrow().type();
      walk(((FieldType.Message) spec).type(), found.kind(), new HashSet<>(), all);
    }
    return all;
  }

  private static void walk(MessageType type, String path, Set<String> above, List<String> all) {
    for (Field field : type.fields()) {
      String at = field.place() == Place.INLINE ? path : path + "." + field.name();
      FieldType inner = field.type();
      if (inner instanceof FieldType.ListOf(FieldType element)) {
        inner = element;
      }
      if (inner instanceof FieldType.Message message
          && !WHOLE.contains(message.name())
          && above.add(message.name())) {
        walk(message.type(), at, above, all);
        above.remove(message.name());
      } else {
        all.add(at);
      }
    }
  }
}
