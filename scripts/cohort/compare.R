# Holds the figures of `isocenter cohort` against R on the same tables: Rscript scripts/cohort/compare.R DIR
# DIR holds attempts.csv, readings.csv, agreement.csv and items.csv. Needs psych. Ends with 1 when a figure differs by
# more than one part in a million.
suppressMessages(library(psych))
dir <- commandArgs(TRUE)[1]
table_of <- function(name) read.csv(file.path(dir, name), stringsAsFactors = FALSE, check.names = FALSE)
readings <- table_of("readings.csv"); agreement <- table_of("agreement.csv"); items <- table_of("items.csv")
attempts <- table_of("attempts.csv")
worst <- 0
check <- function(what, ours, r) {
  difference <- abs(ours - r) / max(1, abs(r))
  worst <<- max(worst, difference)
  cat(sprintf("%-46s ours %12.6f   R %12.6f   %.1e\n", what, ours, r, difference))
}
# Limits of agreement with several pairs a subject (Bland & Altman 2007): variance components of a one-way aov.
limits <- function(d, s) {
  counts <- table(s); n <- sum(counts); k <- length(counts)
  squares <- summary(aov(d ~ factor(s)))[[1]][, "Mean Sq"]
  component <- max(0, (squares[1] - squares[2]) / ((n^2 - sum(counts^2)) / ((k - 1) * n)))
  mean(d) + c(0, -1, 1) * qnorm(0.975) * sqrt(component + squares[2])
}
# ICC(2,1) of the two-way random model with gaps: Henderson's method 3 from lm's residuals, Shrout and Fleiss's interval.
icc_with_gaps <- function(x) {
  x <- data.frame(value = x$absolute, s = factor(x$plane), r = factor(x$observer))
  rss <- function(m) sum(residuals(m)^2)
  full <- lm(value ~ s + r, x); by_s <- lm(value ~ s, x); by_r <- lm(value ~ r, x)
  df_e <- full$df.residual; df_s <- by_r$df.residual - df_e; df_r <- by_s$df.residual - df_e
  me <- rss(full) / df_e; ms <- (rss(by_r) - rss(full)) / df_s; mr <- (rss(by_s) - rss(full)) / df_r
  k <- (nrow(x) - nlevels(x$r)) / df_s; n <- (nrow(x) - nlevels(x$s)) / df_r
  vs <- (ms - me) / k; icc <- vs / (vs + (mr - me) / n + me)
  a <- k * icc * mr; b <- (n * (1 + (k - 1) * icc) - k * icc) * me
  v <- (a + b)^2 / (a^2 / df_r + b^2 / df_e); rest <- k * mr + (k * n - k - n) * me
  fl <- qf(0.975, df_s, v); fu <- qf(0.975, v, df_s)
  c(icc, n * (ms - fl * me) / (fl * rest + n * ms), n * (fu * ms - me) / (rest + n * fu * ms))
}
for (i in seq_len(nrow(agreement))) {
  a <- agreement[i, ]; name <- paste(a$measure, a$arm)
  x <- readings[readings$measure == a$measure & readings$arm == a$arm, ]
  residual <- summary(aov(value ~ factor(plane), x))[[1]]["Residuals", "Mean Sq"]
  check(paste(name, "within SD"), a$withinSd, sqrt(residual))
  k <- a$observers
  check(paste(name, "limit with mean"), a$limitWithMean, qnorm(0.975) * sqrt(residual * (k - 1) / k))
  known <- x[!is.na(x$absolute), ]
  if (!is.na(a$icc)) {
    r <- icc_with_gaps(known)
    check(paste(name, "ICC(2,1)"), a$icc, r[1])
    check(paste(name, "ICC low"), a$iccLow, r[2]); check(paste(name, "ICC high"), a$iccHigh, r[3])
    if (a$iccReadings == a$iccCells) {
      m <- unclass(xtabs(absolute ~ plane + observer, known)); attr(m, "call") <- NULL
      check(paste(name, "ICC(2,1), psych"), a$icc, ICC(matrix(m, nrow(m)), lmer = FALSE)$results["Single_random_raters", "ICC"])
    }
  }
  for (other in c("Ai", "Truth")) {
    reference <- x[[tolower(other)]]; known <- !is.na(reference)
    if (is.na(a[[paste0("bias", other)]])) next
    r <- limits((x$value - reference)[known], x$plane[known])
    check(paste(name, "minus", other, "bias"), a[[paste0("bias", other)]], r[1])
    check(paste(name, "minus", other, "low"), a[[paste0("low", other)]], r[2])
    check(paste(name, "minus", other, "high"), a[[paste0("high", other)]], r[3])
  }
}
# Items: scenarios as one test, first try by hand outside practice, trainees with all of them.
used <- attempts[attempts$mode != "practice" & attempts$readingArm == "manual", ]
used <- used[order(used$submittedAt, used$attempt), ]
used <- used[!duplicated(used[c("trainee", "scenario")]), ]
marks <- tapply(used$mark / 100, used[c("trainee", "scenario")], mean)
marks <- marks[complete.cases(marks), , drop = FALSE]
whole <- items[items$test == "scenarios", ]
if (ncol(marks) > 1 && nrow(marks) == whole$count[1]) {
  a <- suppressWarnings(suppressMessages(alpha(as.data.frame(marks), warnings = FALSE)))
  check("alpha of the scenarios", whole$alphaOfTest[1], a$total$raw_alpha)
  for (j in seq_len(nrow(whole))) {
    check(paste(whole$item[j], "difficulty"), whole$difficulty[j], mean(marks[, whole$item[j]]))
    check(paste(whole$item[j], "discrimination"), whole$discrimination[j], a$item.stats[whole$item[j], "r.drop"])
  }
}
cat(sprintf("largest relative difference %.1e\n", worst))
quit(status = if (worst > 1e-6) 1 else 0)
