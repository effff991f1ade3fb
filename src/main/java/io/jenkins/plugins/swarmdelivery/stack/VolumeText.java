package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import io.jenkins.plugins.swarmdelivery.stack.Value.Kind;
import io.jenkins.plugins.swarmdelivery.stack.Value.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Converts a mount from the short form, {@code [source:]target[:options]}, to the long form. */
final class VolumeText {
    private static final String REMEDY = "write SOURCE:TARGET, or SOURCE:TARGET:ro";
    private static final Set<String> PROPAGATIONS =
            Set.of("rprivate", "private", "rshared", "shared", "rslave", "slave");

    private VolumeText() {}

    /** Throws {@link io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException} if it is malformed. */
    static Fields parse(Scalar written) {
        Place place = written.place();
        List<String> sections = sections(written.text());
        if (sections.size() > 3 || sections.contains("")) {
            throw place.wrong(written.text(), REMEDY);
        }
        Map<String, Value> volume = new LinkedHashMap<>();
        String source = sections.size() == 1 ? "" : sections.get(0);
        volume.put("type", Value.text(place, path(source) ? "bind" : "volume"));
        if (!source.isEmpty()) {
            volume.put("source", Value.text(place, source));
        }
        volume.put("target", Value.text(place, sections.get(source.isEmpty() ? 0 : 1)));
        if (sections.size() == 3) {
            options(place, sections.get(2), volume);
        }
        return new Fields(place, volume);
    }

    /** Splits at colons, except those of Windows drives. */
    private static List<String> sections(String text) {
        if (text.length() <= 2) {
            return List.of(text);
        }
        List<String> sections = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= text.length(); at++) {
            boolean end = at == text.length() || text.charAt(at) == ':';
            boolean drive = at == start + 1 && at < text.length() && Character.isLetter(text.charAt(start));
            if (end && !drive) {
                sections.add(text.substring(start, at));
                start = at + 1;
            }
        }
        return sections;
    }

    private static boolean path(String source) {
        if (source.isEmpty()) {
            return false;
        }
        boolean drive = source.length() > 1 && Character.isLetter(source.charAt(0)) && source.charAt(1) == ':';
        return ".~/".indexOf(source.charAt(0)) >= 0 || source.startsWith("\\\\") || drive;
    }

    private static void options(Place place, String options, Map<String, Value> volume) {
        for (String option : options.split(",", -1)) {
            if (option.equals("ro") || option.equals("rw")) {
                volume.put("read_only", flag(place, option.equals("ro")));
            } else if (option.equals("nocopy")) {
                volume.put("volume", new Fields(place, Map.of("nocopy", flag(place, true))));
            } else if (PROPAGATIONS.contains(option)) {
                volume.put("bind", new Fields(place, Map.of("propagation", Value.text(place, option))));
            }
            // Docker ignores unknown options, such as z.
        }
    }

    private static Scalar flag(Place place, boolean value) {
        return new Scalar(place, Kind.BOOLEAN, String.valueOf(value));
    }
}
