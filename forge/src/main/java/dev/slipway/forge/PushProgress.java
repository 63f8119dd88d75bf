package dev.slipway.forge;

/** What the one who caused an event sees while it is being dealt with. Thread-safe. */
public interface PushProgress {
  /** Nobody looks: the event did not come from a push. */
  PushProgress NONE =
      new PushProgress() {
        @Override
        public void line(String text) {}

        @Override
        public boolean isWatched() {
          return false;
        }
      };

  /** Shows a line ({@code remote: …}) at once; nothing happens when nobody looks. */
  void line(String text);

  /** Whether somebody still looks; following a run for nobody is pointless, the run goes on. */
  boolean isWatched();
}
