package dev.slipway.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.eclipse.jgit.transport.UploadPack;

/**
 * Git's protocol in its stateless form, as smart HTTP carries it: versions 0 to 2, shallow and
 * partial fetches, atomic pushes and push options. Packs are streamed in both directions.
 *
 * <p>The {@code version} parameters are what the client sent as {@code Git-Protocol}; empty for
 * none.
 */
public final class GitProtocol {
  /** The two things a client can want. */
  public enum Service {
    UPLOAD_PACK("git-upload-pack"),
    RECEIVE_PACK("git-receive-pack");

    private final String wireName;

    Service(String wireName) {
      this.wireName = wireName;
    }

    /** The name in requests and media types. */
    public String wireName() {
      return wireName;
    }
  }

  private GitProtocol() {}

  /** Tells what there is: the answer to {@code info/refs?service=…}. */
  public static void advertise(
      GitRepository repository, Service service, String version, OutputStream out)
      throws IOException {
    var packets = new PacketLineOut(out);
    var advertiser = new PacketLineOutRefAdvertiser(packets);
    switch (service) {
      case UPLOAD_PACK -> {
        try (var upload = uploadPack(repository, version)) {
          upload.sendAdvertisedRefs(advertiser, service.wireName());
        }
      }
      case RECEIVE_PACK -> {
        packets.writeString("# service=" + service.wireName() + "\n");
        packets.end();
        receivePack(repository).sendAdvertisedRefs(advertiser);
      }
    }
  }

  /** Serves one request of a fetch. */
  public static void upload(
      GitRepository repository, String version, InputStream in, OutputStream out)
      throws IOException {
    try (var upload = uploadPack(repository, version)) {
      upload.uploadWithExceptionPropagation(in, out, null);
    } catch (PackProtocolException | ServiceMayNotContinueException e) {
      refuse(out, String.valueOf(e.getMessage()));
    } catch (UnsupportedOperationException e) {
      // What JGit cannot do although its version 2 does not say so.
      refuse(out, "--deepen is not supported here; use --depth with the whole depth");
    }
  }

  private static void refuse(OutputStream out, String why) throws IOException {
    var packets = new PacketLineOut(out);
    packets.writeString("ERR " + why);
    packets.flush();
  }

  /**
   * Serves a push, to the end of what {@code receiver} does about it. A client that goes away after
   * the refs have moved changes nothing.
   */
  public static void receive(
      GitRepository repository, PushReceiver receiver, InputStream in, OutputStream out)
      throws IOException {
    var watched = new WatchedOutput(out);
    var receive = receivePack(repository);
    var hooks = new PushHooks(repository, receiver, watched);
    receive.setPreReceiveHook(hooks);
    receive.setPostReceiveHook(hooks);
    receive.receive(in, watched, null);
  }

  private static UploadPack uploadPack(GitRepository repository, String version) {
    var upload = new UploadPack(repository.jgit());
    upload.setBiDirectionalPipe(false);
    if (!version.isEmpty()) {
      upload.setExtraParameters(List.of(version.split(":", -1)));
    }
    return upload;
  }

  private static ReceivePack receivePack(GitRepository repository) {
    var receive = new ReceivePack(repository.jgit());
    receive.setBiDirectionalPipe(false);
    receive.setAtomic(false);
    receive.setAllowPushOptions(true);
    receive.setAllowNonFastForwards(true);
    receive.setCheckReceivedObjects(true);
    return receive;
  }
}
