package io.jenkins.plugins.swarmdelivery.registry;

/** What a request does to a repository: as the scope of a token names it, and as messages name it. */
enum Access {
    PULL("pull", "see"),
    PUSH("pull,push", "write to");

    private final String actions;
    private final String verb;

    Access(String actions, String verb) {
        this.actions = actions;
        this.verb = verb;
    }

    String scope(Repository repository) {
        return "repository:" + repository.name() + ":" + actions;
    }

    String verb() {
        return verb;
    }
}
