package io.jenkins.plugins.swarmdelivery.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The cases of a long parameterized test, each with its arguments separated by commas: some for every run, the others
 * for {@code src/bench/run}, as if they were tests with the tag {@code slow}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(Cases.Chosen.class)
@interface Cases {
    String[] value();

    String[] slow();

    final class Chosen implements ArgumentsProvider {
        /** As in the POM, which excludes tests with this tag. */
        private static final String LEFT_OUT = System.getProperty("lab.leftOut", "slow");

        @Override
        public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
            Cases cases = context.getRequiredTestMethod().getAnnotation(Cases.class);
            Stream<String> slow = LEFT_OUT.equals("slow") ? Stream.empty() : Arrays.stream(cases.slow());
            return Stream.concat(Arrays.stream(cases.value()), slow).map(Chosen::arguments);
        }

        private static Arguments arguments(String text) {
            return Arguments.of((Object[]) text.split(", "));
        }
    }
}
