/** Starts the sample for development and tests it over HTTP on real servers. May depend on everything. */
@NullMarked
package io.github.asyncmysql.sample;

import org.jspecify.annotations.NullMarked;
