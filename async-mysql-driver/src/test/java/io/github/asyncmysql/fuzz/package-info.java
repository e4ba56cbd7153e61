/**
 * What fuzzing has in common: targets, the inputs they are given, and their replay in every build. The targets themselves
 * stand beside what they attack, since most of that is visible in its package only. Start at {@link FuzzTarget}.
 */
@NullMarked
package io.github.asyncmysql.fuzz;

import org.jspecify.annotations.NullMarked;
