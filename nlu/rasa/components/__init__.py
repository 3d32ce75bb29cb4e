"""Rasa 3.6 components for Japanese. An exported project has them as its package `madoguchi_nlu`.

They run in Rasa's own environment (Python 3.10, its numpy), so they import nothing else of ours.
"""

from threadpoolctl import threadpool_limits

# numpy's threads spin while they wait: on a busy machine two make training eight times as long, and parsing, too.
# Rasa has loaded numpy before it comes here, so the variables that say the same come too late for whoever forgot them.
threadpool_limits(1)
