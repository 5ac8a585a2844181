"""Three synthetic waves of the United Nations system, from a documented and seeded model.

Only names, places of headquarters and staff counts are facts. Everything else is invented and
says nothing about a real entity. Whatever is made from it is labelled synthetic.
"""
