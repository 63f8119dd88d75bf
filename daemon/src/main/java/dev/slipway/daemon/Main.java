package dev.slipway.daemon;

import dev.slipway.base.InputException;
import dev.slipway.base.ProcessStart;
import dev.slipway.base.SlipwayException;
import dev.slipway.base.WebProxies;
import dev.slipway.container.InstanceNames;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;

/**
 * The process.
 *
 * <p>SIGTERM and SIGINT end it and leave containers running, to be adopted by the next one; {@code
 * slipway down} asks through the API for the other way.
 */
public final class Main {
  private static final Logger LOG = System.getLogger(Main.class.getName());

  private Main() {}

  public static void main(String[] words) {
    System.exit(run(words));
  }

  private static int run(String[] words) {
    try {
      var arguments = Arguments.parse(words);
      if (arguments.task() == Arguments.Task.REMNANTS) {
        // Without a directory: it is about one that is gone.
        Remnants.remove(new InstanceNames(arguments.remnants()));
        return 0;
      }
      var data = new DataDirectory(arguments.data());
      data.create();
      try (var _ = InstanceLock.take(data)) {
        NativeLibraries.unpackInto(data.libraries());
        switch (arguments.task()) {
          case SERVE -> serve(arguments, data, new Shutdown());
          case CLEAN -> Instance.clean(data);
          case REMNANTS -> throw new IllegalStateException("needs no directory");
          case REHEARSE -> {
            // The second start is the usual one: it finds what an earlier one wrote.
            rehearse(arguments, data);
            rehearse(arguments, data);
          }
        }
      }
      return 0;
    } catch (InputException | SlipwayException e) {
      System.err.println("slipway: " + e.getMessage());
      if (e.getCause() != null) {
        LOG.log(Level.DEBUG, "cause", e);
      }
      return 1;
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.ERROR, "slipway could not run", e);
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private static void rehearse(Arguments arguments, DataDirectory data)
      throws IOException, InterruptedException {
    var shutdown = new Shutdown();
    shutdown.request(Shutdown.Containers.REMOVE);
    serve(arguments, data, shutdown);
  }

  private static void serve(Arguments arguments, DataDirectory data, Shutdown shutdown)
      throws IOException, InterruptedException {
    // For libraries that ask Java, such as the one that fetches actions.
    WebProxies.ofProcess().install();
    var settings = Settings.load(data, arguments.isDefault(), arguments.wishes());
    var ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(() -> {
                  shutdown.request(Shutdown.Containers.KEEP);
                  awaitQuietly(ended);
                }));
    var home = Path.of(System.getProperty("slipway.home", "."));
    try (var instance = Instance.start(data, home, settings, shutdown, Clock.systemUTC())) {
      var took = ProcessStart.ageOfThis();
      LOG.log(Level.INFO, "ready on {0} after {1} ms", instance.url(), took.toMillis());
      if (shutdown.await() == Shutdown.Containers.REMOVE) {
        instance.removeWorkloads();
      }
    } finally {
      LOG.log(Level.INFO, "ended");
      ended.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch ended) {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
