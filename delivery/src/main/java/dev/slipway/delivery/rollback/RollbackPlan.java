package dev.slipway.delivery.rollback;

import dev.slipway.delivery.release.Release;
import java.util.List;

/** What is to be done, with every question that led to it. */
public sealed interface RollbackPlan {
  List<Question> questions();

  /**
   * A question of the decision tree.
   *
   * @param consequence what follows from the answer
   */
  record Question(String question, String answer, String consequence) {}

  /**
   * Put the target back in the cluster.
   *
   * @param services the Deployments that change
   * @param git what happens in git afterwards
   */
  record Undo(Release of, Release to, List<String> services, Git git, List<Question> questions)
      implements RollbackPlan {
    public Undo {
      services = List.copyOf(services);
      questions = List.copyOf(questions);
    }
  }

  /** Whether git is made to agree. */
  enum Git {
    REVERT,
    LEAVE
  }

  /** Revert in git; the workflow deploys. */
  record Revert(Release of, Release to, String branch, List<Question> questions)
      implements RollbackPlan {
    public Revert {
      questions = List.copyOf(questions);
    }
  }

  /** Do nothing; the hint says what the user can do. */
  record Stop(String reason, String hint, List<Question> questions) implements RollbackPlan {
    public Stop {
      questions = List.copyOf(questions);
    }
  }
}
