import dev.slipway.kustomize.Kustomize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Median milliseconds of a build in a process that is warm: ROUNDS [all] DIRECTORY... */
final class Warm {
  private static final int WARM_UP = 5;

  private Warm() {}

  public static void main(String[] arguments) {
    int rounds = Integer.parseInt(arguments[0]);
    boolean all = arguments[1].equals("all");
    List<Path> directories =
        Arrays.stream(arguments).skip(all ? 2 : 1).map(Path::of).toList();
    // A whole corpus warms itself up: it is run once, as the peer is.
    for (int i = 0; i < (all ? 0 : WARM_UP); i++) {
      build(directories);
    }
    var times = new ArrayList<Long>();
    for (int i = 0; i < (all ? 1 : rounds); i++) {
      long begin = System.nanoTime();
      build(directories);
      times.add((System.nanoTime() - begin) / 1_000_000);
    }
    times.sort(null);
    System.out.println(times.get(times.size() / 2));
  }

  private static void build(List<Path> directories) {
    directories.forEach(directory -> Kustomize.build(directory).yaml());
  }
}
