package dev.slipway.dockerfile.lint;

import java.util.Locale;
import java.util.Optional;

/** A build check. */
public enum LintRule {
  STAGE_NAME_CASING("StageNameCasing", "Stage names should be lowercase"),
  FROM_AS_CASING("FromAsCasing", "The 'as' keyword should match the case of the 'from' keyword"),
  NO_EMPTY_CONTINUATION(
      "NoEmptyContinuation", "Empty continuation lines will become errors in a future release"),
  CONSISTENT_INSTRUCTION_CASING(
      "ConsistentInstructionCasing",
      "All commands within the Dockerfile should use the same casing (either upper or lower)"),
  DUPLICATE_STAGE_NAME("DuplicateStageName", "Stage names should be unique"),
  RESERVED_STAGE_NAME("ReservedStageName", "Reserved words should not be used as stage names"),
  JSON_ARGS_RECOMMENDED(
      "JSONArgsRecommended",
      "JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior related to OS"
          + " signals"),
  MAINTAINER_DEPRECATED(
      "MaintainerDeprecated",
      "The MAINTAINER instruction is deprecated, use a label instead to define an image author"),
  UNDEFINED_ARG_IN_FROM("UndefinedArgInFrom", "FROM command must use declared ARGs"),
  WORKDIR_RELATIVE_PATH(
      "WorkdirRelativePath",
      "Relative workdir without an absolute workdir declared within the build can have unexpected"
          + " results if the base image changes"),
  UNDEFINED_VAR("UndefinedVar", "Variables should be defined before their use"),
  MULTIPLE_INSTRUCTIONS_DISALLOWED(
      "MultipleInstructionsDisallowed",
      "Multiple instructions of the same type should not be used in the same stage"),
  LEGACY_KEY_VALUE_FORMAT(
      "LegacyKeyValueFormat",
      "Legacy key/value format with whitespace separator should not be used"),
  INVALID_BASE_IMAGE_PLATFORM(
      "InvalidBaseImagePlatform", "Base image platform does not match expected target platform"),
  REDUNDANT_TARGET_PLATFORM(
      "RedundantTargetPlatform",
      "Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default"
          + " behavior"),
  SECRETS_USED_IN_ARG_OR_ENV(
      "SecretsUsedInArgOrEnv", "Sensitive data should not be used in the ARG or ENV commands"),
  INVALID_DEFAULT_ARG_IN_FROM(
      "InvalidDefaultArgInFrom",
      "Default value for global ARG results in an empty or invalid base image name"),
  FROM_PLATFORM_FLAG_CONST_DISALLOWED(
      "FromPlatformFlagConstDisallowed", "FROM --platform flag should not use a constant value"),
  COPY_IGNORED_FILE("CopyIgnoredFile", "Attempting to Copy file that is excluded by .dockerignore"),
  INVALID_DEFINITION_DESCRIPTION(
      "InvalidDefinitionDescription",
      "Comment for build stage or argument should follow the format: `# <arg/stage name>"
          + " <description>`. If this is not intended to be a description comment, add an empty"
          + " line or comment between the instruction and the comment."),
  EXPOSE_PROTO_CASING("ExposeProtoCasing", "Protocol in EXPOSE instruction should be lowercase"),
  EXPOSE_INVALID_FORMAT(
      "ExposeInvalidFormat",
      "IP address and host-port mapping should not be used in EXPOSE instruction. This will become"
          + " an error in a future release"),

  FLOATING_IMAGE(
      "SlipwayFloatingImage", "An image without a version is another one tomorrow", Origin.SLIPWAY),
  UV_SYNC_INSTALLS_PROJECT(
      "SlipwayUvSyncInstallsProject",
      "uv sync before the sources are copied should leave the project out",
      Origin.SLIPWAY),
  UV_FROZEN_IS_UNCHECKED(
      "SlipwayUvFrozenIsUnchecked",
      "uv sync --frozen does not check the lock file, --locked does",
      Origin.SLIPWAY),
  UV_PYTHON_DOWNLOADS(
      "SlipwayUvPythonDownloads",
      "uv may download a Python that the next stage does not have",
      Origin.SLIPWAY),
  USER_NOT_NUMERIC(
      "SlipwayUserNotNumeric",
      "Kubernetes cannot tell that a user given by name is not root",
      Origin.SLIPWAY),
  USER_ID_NOT_PINNED(
      "SlipwayUserIdNotPinned",
      "A user id chosen by the base image changes with it",
      Origin.SLIPWAY),
  RUNS_AS_ROOT("SlipwayRunsAsRoot", "The image runs as root", Origin.SLIPWAY),
  EXPOSE_DIFFERS(
      "SlipwayExposeDiffers",
      "The exposed ports are not the ports of the deployment",
      Origin.SLIPWAY),
  IGNORE_ONLY_AT_ROOT(
      "SlipwayIgnoreOnlyAtRoot",
      "A pattern without **/ matches at the root of the context only",
      Origin.SLIPWAY),
  IGNORE_REDUNDANT(
      "SlipwayIgnoreRedundant", "A pattern repeats what one before it covers", Origin.SLIPWAY),
  IGNORE_BUILD_FILES(
      "SlipwayIgnoreBuildFiles",
      "Files that only describe the build are copied into the image",
      Origin.SLIPWAY),
  IGNORED_README(
      "SlipwayIgnoredReadme",
      "The package declares a readme that the ignore file excludes",
      Origin.SLIPWAY),
  SECRET_FILE_IN_CONTEXT(
      "SlipwaySecretFileInContext",
      "A file that usually holds secrets is not ignored",
      Origin.SLIPWAY),
  SECRET_IN_LAYER(
      "SlipwaySecretInLayer",
      "A layer or the configuration of the image holds a secret",
      Origin.SLIPWAY);

  /** Whose rule it is. */
  public enum Origin {
    BUILDKIT,
    SLIPWAY
  }

  private final String id;
  private final String description;
  private final Origin origin;

  LintRule(String id, String description) {
    this(id, description, Origin.BUILDKIT);
  }

  LintRule(String id, String description, Origin origin) {
    this.id = id;
    this.description = description;
    this.origin = origin;
  }

  /** Its name, as in {@code # check=skip=StageNameCasing}. */
  public String id() {
    return id;
  }

  /** What it is about, in one sentence. */
  public String description() {
    return description;
  }

  public Origin origin() {
    return origin;
  }

  /** Whether it is applied only when asked for by name. */
  public boolean experimental() {
    return this == INVALID_DEFINITION_DESCRIPTION;
  }

  /** Where BuildKit's documentation explains it. */
  public Optional<String> url() {
    if (origin == Origin.SLIPWAY) {
      return Optional.empty();
    }
    var name = new StringBuilder();
    for (String word : name().toLowerCase(Locale.ROOT).split("_")) {
      name.append(name.isEmpty() ? "" : "-").append(word);
    }
    return Optional.of("https://docs.docker.com/go/dockerfile/rule/" + name + "/");
  }
}
