/** Orders and plans, and the rules for specs, placement and networks that a plan checks. Changes nothing. */
package io.jenkins.plugins.swarmdelivery.engine.plan;
