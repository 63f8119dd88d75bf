package dev.slipway.runner.job;

import dev.slipway.base.SlipwayException;
import dev.slipway.container.Cgroups;
import dev.slipway.container.Exit;
import dev.slipway.container.OutputListener;
import dev.slipway.runner.LineListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * This end of the conversation with a container's first process, which runs orders one by one. A
 * process more costs a fork; a container or an {@code exec} more would cost a runtime's start.
 */
final class OrderServer implements OutputListener, OrderStream.Receiver {
  private static final System.Logger LOG = System.getLogger(OrderServer.class.getName());

  private final Cgroups cgroups;
  private final String cgroup;
  private final Path orders;
  private final long memoryBytes;
  private final OrderLoop loop;
  private final String nonce = UUID.randomUUID().toString();
  private final OrderStream stream = new OrderStream(nonce);
  private final AtomicInteger count = new AtomicInteger();
  private final Semaphore turn = new Semaphore(1, true);
  private @Nullable FirstProcess container;
  private @Nullable Thread watch;
  private volatile @Nullable OrderRun current;
  private volatile boolean ended;

  OrderServer(Cgroups cgroups, String cgroup, Path orders, long memoryBytes, OrderLoop loop) {
    this.cgroups = cgroups;
    this.cgroup = cgroup;
    this.orders = orders;
    this.memoryBytes = memoryBytes;
    this.loop = loop;
  }

  /** How the first process is started where the directory of orders is seen at that path. */
  List<String> command(Path ordersInside) {
    return loop.command(ordersInside);
  }

  /** Begins, with the container that was started with this as its listener. */
  void serve(FirstProcess run) {
    container = run;
    tell((nonce + "\n").getBytes(StandardCharsets.US_ASCII));
    watch = Thread.ofVirtual().name("job container").start(() -> watch(run));
  }

  private void watch(FirstProcess run) {
    try {
      Exit exit = run.await();
      ended = true;
      OrderRun running = current;
      if (running != null) {
        running.lost(exit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  OrderRun run(Order order, LineListener listener) throws InterruptedException {
    turn.acquire();
    String name = Integer.toString(count.incrementAndGet());
    var run =
        new OrderRun(new OrderRun.Place(cgroups, cgroup, memoryBytes), listener, turn::release);
    try {
      byte[] told = loop.tell(order, run.mark(), orders.resolve(name));
      current = run;
      if (ended) {
        throw new SlipwayException("the job's container has ended");
      }
      tell(told);
      return run;
    } catch (IOException | RuntimeException e) {
      current = null;
      turn.release();
      throw e instanceof RuntimeException r
          ? r
          : new SlipwayException("could not run a program: " + e.getMessage(), e);
    }
  }

  private void tell(byte[] bytes) {
    FirstProcess run = container;
    if (run == null) {
      throw new IllegalStateException("there is no container yet");
    }
    try {
      OutputStream input = run.input();
      input.write(bytes);
      input.flush();
    } catch (IOException e) {
      throw new SlipwayException("the job's container has ended", e);
    }
  }

  @Override
  public void output(Stream kind, byte[] bytes) {
    switch (kind) {
      case STDOUT -> stream.accept(bytes, this);
      case STDERR ->
          LOG.log(
              System.Logger.Level.DEBUG,
              "a job's first process: {0}",
              new String(bytes, StandardCharsets.UTF_8).strip());
    }
  }

  @Override
  public void output(byte[] bytes, int from, int to) {
    OrderRun running = current;
    // What runs in the background between two orders is heard by nobody.
    if (running != null) {
      running.output(bytes, from, to);
    }
  }

  @Override
  public void ended(int exit) {
    OrderRun running = current;
    current = null;
    if (running != null) {
      // First: when it has ended, the next one may begin, and the count is that one's.
      forget();
      running.ended(exit);
    }
  }

  private void forget() {
    try {
      Files.deleteIfExists(orders.resolve(Integer.toString(count.get())));
    } catch (IOException e) {
      // It goes with the job's directory.
      LOG.log(System.Logger.Level.DEBUG, "an order stays for now", e);
    }
  }

  void close() {
    FirstProcess run = container;
    if (run != null) {
      run.cancel();
    }
    Thread watcher = watch;
    if (watcher != null) {
      joinUninterrupted(watcher);
    }
  }

  private static void joinUninterrupted(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
