package dev.slipway.runner.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.base.SlipwayException;
import dev.slipway.posix.ProcessIdentity;
import dev.slipway.runner.JobDescriptor;
import dev.slipway.runner.JobListeners;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs as processes of this machine. */
class HostJobIT {
  private static TestJobs jobs;
  private JobContainer job;

  private record Ran(OrderRun.Outcome outcome, List<String> lines) {}

  @BeforeAll
  static void open(@TempDir Path directory) throws IOException {
    TestJobs.assume();
    jobs = new TestJobs(directory, JobListeners.none());
  }

  @AfterAll
  static void close() {
    if (jobs != null) {
      jobs.close();
    }
  }

  @BeforeEach
  void start() {
    job = jobs.containers().start(TestJobs.job("test"), new JobBase.HostProcesses());
  }

  @AfterEach
  void end() {
    job.close();
  }

  private Ran run(String script) throws InterruptedException {
    var lines = new ArrayList<String>();
    return new Ran(job.run(order(script), lines::add).await(), lines);
  }

  private Order order(String script) {
    var arguments = List.of("/bin/bash", "-c", script);
    return new Order(arguments, job.environment(), job.files().workspace());
  }

  private static ProcessIdentity process(String pid) {
    return ProcessIdentity.of(Long.parseLong(pid)).orElseThrow();
  }

  @Test
  void runsProgramsOfThisMachineInAWorkspaceOfTheirOwn() throws Exception {
    assertThat(run("echo one; echo two >&2; exit 3"))
        .isEqualTo(new Ran(new OrderRun.Outcome.Exited(3), List.of("one", "two")));
    assertThat(run("pwd; echo $HOME; cd ~ && test -d " + jobs.data() + " && echo seen").lines())
        .containsExactly(job.files().workspace().toString(), job.files().home().toString(), "seen");
    assertThat(run("readlink /proc/self/ns/pid /proc/self/ns/net").lines())
        .containsExactly(
            Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString(),
            Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString());
    assertThat(run("env | cut -d= -f1 | sort").lines())
        .containsExactly("HOME", "LANG", "PATH", "PWD", "RUNNER_TRACKING_ID", "SHLVL", "USER", "_");
  }

  @Test
  void endsWhatDetachedItselfAndRemovesEverything() throws Exception {
    var ran = run("setsid env -i sleep 1000 </dev/null >/dev/null 2>&1 & echo $!");
    ProcessIdentity left = process(ran.lines().getFirst());
    Path work = job.files().workspace();
    assertThat(left.isAlive()).isTrue();
    assertThat(work).isDirectory();

    job.close();

    assertThat(left.isAlive()).isFalse();
    assertThat(work.getParent()).doesNotExist();
    assertThat(jobs.cgroups().names("jobs")).isEmpty();
  }

  @Test
  void endsAStepWithItsChildren() throws Exception {
    var lines = new ArrayList<String>();
    var begun = new CountDownLatch(1);
    OrderRun run =
        job.run(
            order("sleep 1000 & echo $!; wait"),
            line -> {
              lines.add(line);
              begun.countDown();
            });
    begun.await();
    ProcessIdentity child = process(lines.getFirst());

    assertThat(run.stop()).isInstanceOf(OrderRun.Outcome.Exited.class);

    assertThat(child.isAlive()).isFalse();
    assertThat(run("echo next").lines()).containsExactly("next");
  }

  @Test
  void endsWhatAKilledProcessLeft() throws Exception {
    ProcessIdentity left = process(run("sleep 1000 >/dev/null 2>&1 & echo $!").lines().getFirst());

    HostJob.endAll(jobs.cgroups());

    assertThat(left.isAlive()).isFalse();
    assertThat(jobs.cgroups().names("jobs")).isEmpty();
  }

  @Test
  void limitsMemory() throws Exception {
    assertThat(run("head -c 600m /dev/zero | tail -c 500m >/dev/null").outcome())
        .isInstanceOf(OrderRun.Outcome.OutOfMemory.class);
  }

  @Test
  void isNotForForks() {
    JobDescriptor fork = TestJobs.job("fork", JobDescriptor.Trust.FORK);

    assertThatThrownBy(() -> jobs.containers().start(fork, new JobBase.HostProcesses()))
        .isInstanceOf(SlipwayException.class)
        .hasMessageContaining("never runs on the host's programs");
  }
}
