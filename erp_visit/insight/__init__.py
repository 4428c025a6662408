"""Insight: figures of visits, abnormal customers, daily reports, targets."""
