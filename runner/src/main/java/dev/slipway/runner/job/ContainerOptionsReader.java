package dev.slipway.runner.job;

import dev.slipway.base.InputException;
import dev.slipway.container.ByteSize;
import dev.slipway.container.ProcessLimit;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Reads {@code options:} of a job's container. What is not carried out is refused by name, never
 * passed over.
 */
public final class ContainerOptionsReader {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");
  private static final Pattern CPUS = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,9})?");
  private static final Pattern HOSTNAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,62}");
  private static final Map<String, String> SHORT =
      Map.of("-u", "--user", "-e", "--env", "-h", "--hostname", "-m", "--memory");
  private static final String SUPPORTED =
      "supported are --user, --env, --hostname, --cpus, --memory, --pids-limit, --shm-size,"
          + " --ulimit, --add-host and --init";
  private static final Map<String, String> WHY_NOT =
      Map.of(
          "--privileged", "a job has no rights over the machine it runs on",
          "--cap-add", "a job has no rights over the machine it runs on",
          "--device", "a job has no devices of the machine it runs on",
          "--ipc", "a job shares no memory with the machine; for more shared memory say --shm-size",
          "--pid", "a job does not see the machine's processes",
          "--network", "the network of a job's container is the job's own",
          "--entrypoint", "steps are what a job's container runs",
          "--volume", "name volumes with \"volumes:\"",
          "--mount", "name volumes with \"volumes:\"",
          "-v", "name volumes with \"volumes:\"");

  private final InputException.Position at;
  private Optional<String> user = Optional.empty();
  private Optional<String> hostname = Optional.empty();
  private OptionalLong memory = OptionalLong.empty();
  private OptionalLong cpus = OptionalLong.empty();
  private OptionalLong processes = OptionalLong.empty();
  private OptionalLong shared = OptionalLong.empty();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<ProcessLimit> limits = new ArrayList<>();
  private final Map<String, String> hosts = new LinkedHashMap<>();

  private ContainerOptionsReader(InputException.Position at) {
    this.at = at;
  }

  /**
   * Reads the text.
   *
   * @throws InputException when it asks for something else, or for nonsense
   */
  public static ContainerOptions read(String text, InputException.Position at) {
    var reader = new ContainerOptionsReader(at);
    Deque<String> words = new ArrayDeque<>(reader.words(text));
    while (!words.isEmpty()) {
      reader.option(words.pop(), words);
    }
    return new ContainerOptions(
        reader.user,
        reader.hostname,
        reader.memory,
        reader.cpus,
        reader.processes,
        reader.shared,
        reader.environment,
        reader.limits,
        reader.hosts);
  }

  private void option(String word, Deque<String> rest) {
    if (!word.startsWith("-")) {
      throw refused("\"" + word + "\" is no option", SUPPORTED);
    }
    String name = word;
    Optional<String> attached = Optional.empty();
    int equals = word.indexOf('=');
    if (word.startsWith("--") && equals > 0) {
      name = word.substring(0, equals);
      attached = Optional.of(word.substring(equals + 1));
    } else if (!word.startsWith("--") && word.length() > 2) {
      name = word.substring(0, 2);
      attached = Optional.of(word.substring(equals == 2 ? 3 : 2));
    }
    String full = SHORT.getOrDefault(name, name);
    if (full.equals("--init")) {
      flag(full, attached);
      return; // The first process of a job's container reaps what others leave.
    }
    if (!isSupported(full)) {
      throw refused(
          "the option " + name + " of a job's container is not supported",
          WHY_NOT.getOrDefault(full, SUPPORTED));
    }
    set(full, attached.or(() -> Optional.ofNullable(rest.poll())).orElseThrow(() -> lacking(full)));
  }

  private void flag(String name, Optional<String> value) {
    if (value.isPresent() && !value.get().equals("true")) {
      throw refused(name + " takes no value", "leave out \"=" + value.get() + "\"");
    }
  }

  private static boolean isSupported(String name) {
    return switch (name) {
      case "--user", "--env", "--hostname", "--cpus", "--memory", "--pids-limit" -> true;
      case "--shm-size", "--ulimit", "--add-host" -> true;
      default -> false;
    };
  }

  private void set(String name, String value) {
    switch (name) {
      case "--user" -> user = Optional.of(value);
      case "--env" -> variable(value);
      case "--hostname" -> hostname = Optional.of(matching(HOSTNAME, name, value));
      case "--cpus" -> cpus = OptionalLong.of(millis(value));
      case "--memory" -> memory = OptionalLong.of(bytes(name, value));
      case "--pids-limit" ->
          processes = OptionalLong.of(Long.parseLong(matching(NUMBER, name, value)));
      case "--shm-size" -> shared = OptionalLong.of(bytes(name, value));
      case "--ulimit" -> limits.add(limit(value));
      case "--add-host" -> host(value);
      default -> throw new IllegalStateException(name);
    }
  }

  private void variable(String value) {
    int equals = value.indexOf('=');
    if (equals < 1) {
      throw refused("--env " + value + " has no value", "write --env NAME=VALUE, or use \"env:\"");
    }
    environment.put(value.substring(0, equals), value.substring(equals + 1));
  }

  private void host(String value) {
    int colon = value.indexOf(':');
    int split = value.indexOf('=') > 0 ? value.indexOf('=') : colon;
    if (split < 1 || split == value.length() - 1) {
      throw refused("--add-host " + value + " is not NAME:ADDRESS", "");
    }
    String address = value.substring(split + 1);
    if (address.equals("host-gateway") || !address.matches("[0-9A-Fa-f.:]+")) {
      throw refused(
          "--add-host cannot name " + address,
          "give an address; a job reaches nothing of the machine but Slipway, on 127.0.0.1");
    }
    hosts.put(matching(HOSTNAME, "--add-host", value.substring(0, split)), address);
  }

  private long millis(String value) {
    BigDecimal wanted = new BigDecimal(matching(CPUS, "--cpus", value)).movePointRight(3);
    if (wanted.compareTo(BigDecimal.TEN) < 0) {
      throw refused("--cpus " + value + " is too little to run anything", "give 0.01 or more");
    }
    return wanted.longValue();
  }

  private long bytes(String name, String value) {
    long size =
        ByteSize.parse(value)
            .orElseThrow(
                () -> refused(name + " " + value + " is no size", "write it as in 512m or 2g"));
    if (size < 6L << 20 && name.equals("--memory")) {
      throw refused("--memory " + value + " is less than the 6m that a container needs", "");
    }
    return size;
  }

  private ProcessLimit limit(String value) {
    return ProcessLimit.parse(value)
        .filter(ProcessLimit::isInOrder)
        .orElseThrow(
            () -> refused("--ulimit " + value + " is no limit", "write it as in nofile=1024:4096"));
  }

  private String matching(Pattern pattern, String name, String value) {
    if (!pattern.matcher(value).matches()) {
      throw refused(name + " cannot be \"" + value + "\"", "");
    }
    return value;
  }

  /** Words as a shell would make them: quotes group, a backslash protects. */
  private List<String> words(String text) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == 0 && Character.isWhitespace(c)) {
        if (begun) {
          words.add(word.toString());
          word.setLength(0);
        }
        begun = false;
        continue;
      }
      begun = true;
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == '\\' && quote != '\'' && i + 1 < text.length()) {
        word.append(text.charAt(++i));
      } else {
        word.append(c);
      }
    }
    if (quote != 0) {
      throw refused("the options have a quote that does not end", "close it with " + quote);
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }

  private InputException lacking(String name) {
    return refused(name + " lacks its value", "");
  }

  private InputException refused(String problem, String hint) {
    return new InputException(at, problem, hint);
  }
}
