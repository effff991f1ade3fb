package io.jenkins.plugins.swarmdelivery.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(
        name = "gc",
        description = {
            "Removes what runs of build and test have left behind that were killed with kill -9, or whose machine went"
                    + " down: containers, networks and volumes of the engine, jobs and secrets of the cluster, temporary"
                    + " folders of this machine. Runs that go on are left alone. Images stay: they are the cache.",
            "build and test do the same before they begin."
        })
final class GcCommand extends SiteCommand {
    @Override
    ExitStatus run(BuildSite site) {
        List<String> removed = site.collect();
        Map<String, Object> document = document(ExitStatus.DONE);
        document.put("removed", removed);
        console()
                .result(
                        document,
                        removed.isEmpty()
                                ? List.of("nothing was left behind")
                                : removed.stream()
                                        .map(what -> "removed " + what)
                                        .toList());
        return ExitStatus.DONE;
    }
}
