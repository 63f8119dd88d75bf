package dev.slipway.acceptance;

import dev.slipway.posix.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One data directory for all classes of a test run, handed to their {@code @BeforeAll}: stand-ins
 * for base images and layers are made once. Each class starts and ends an instance on it.
 */
final class SharedData implements ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SharedData.class);

  /** The checkout on that directory; the directory goes when all tests are done. */
  record Held(Checkout slipway) implements AutoCloseable {
    static Held make() {
      try {
        Path target = Checkout.findHome().resolve("acceptance/target");
        Path data = Files.createTempDirectory(Files.createDirectories(target), "instance-");
        return new Held(Checkout.prepare(data));
      } catch (IOException e) {
        throw new IllegalStateException("no data directory for the tests: " + e.getMessage(), e);
      }
    }

    @Override
    public void close() throws IOException {
      slipway.down();
      DirectoryTree.delete(slipway.data());
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType().equals(Checkout.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .computeIfAbsent(Held.class, key -> Held.make(), Held.class)
        .slipway();
  }
}
