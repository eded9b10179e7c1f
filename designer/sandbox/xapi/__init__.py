"""The xAPI interface at ``/data/xAPI``: statements, documents, agents, activities, about; versions 1.0.3 and 2.0.0."""
