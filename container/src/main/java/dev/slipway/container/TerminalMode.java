package dev.slipway.container;

/** Whether a process talks through pipes or a terminal. */
public enum TerminalMode {
  /** Separate streams for input, output and errors. */
  PIPES,
  /** One terminal for all of them. */
  TERMINAL
}
